import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

describeInEditor('the choice between registry and repository', {}, open => {
  it('is made by three answers, given with the keyboard', async () => {
    const { report, workbench } = open();
    const { keyboard } = workbench.page;
    await workbench.runCommand('Helm Chart: Registry or Repository?');
    await report.waitForPlan('Registry or Repository?');
    const first = report.page.getByLabel('In a container registry');
    await until('the first question has the focus', () => first.evaluate(element => element.matches(':focus')));
    for (const key of ['Space', 'Tab', 'Space', 'Tab', 'Space']) await keyboard.press(key);
    await report.page.getByRole('heading', { name: 'A registry suits you.' }).waitFor();
    await open().screenshots('choose', { contrast: true });
  });
});
