import './imports.test.ts';
import './editor.test.ts';
import './panel.test.ts';
