import './editor.test.ts';
import './panel.test.ts';
