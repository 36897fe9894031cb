import './imports.test.ts';
import './editor.test.ts';
import './state.test.ts';
import './panel.test.ts';
import './tests.test.ts';
import './places.test.ts';
