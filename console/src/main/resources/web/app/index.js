import './console.css';
import './shell.js';
