/** Text being written, and the column (in characters) that decides where lines are folded. */
export class Output {
  text = '';
  column = 0;

  write(text: string): void {
    this.text += text;
    this.column += [...text].length;
  }

  /** Ends the line and indents the next one. */
  breakLine(indent = 0): void {
    this.text += `\n${' '.repeat(indent)}`;
    this.column = indent;
  }
}
