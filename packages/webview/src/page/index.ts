// The panel as a page of its own: `netk render --format html` puts this bundle, its styles and the answers into one file.
import './themes.css';
import './page.css';
import './host.ts';
import '../main.ts';
