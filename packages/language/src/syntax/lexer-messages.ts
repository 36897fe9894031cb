import { DefaultLexerErrorMessageProvider } from 'langium';
import { visible } from './unprintable.ts';

/** Lexing errors in plain words. */
export class NetkLexerMessages extends DefaultLexerErrorMessageProvider {
  override buildUnexpectedCharactersMessage(fullText: string, startOffset: number, length: number): string {
    const found = fullText.slice(startOffset, startOffset + length);
    if (found.startsWith('"')) return 'this string has no closing quote';
    if (found.startsWith('/*')) return 'this comment has no end';
    return `'${visible(found.length > 20 ? `${found.slice(0, 20)}…` : found)}' means nothing here`;
  }
}
