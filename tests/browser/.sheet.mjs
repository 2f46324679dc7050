import { launchChromium } from './chromium.ts';
import { readFileSync } from 'node:fs';
const [out, h, ...files] = process.argv.slice(2);
const b = await launchChromium(); const p = await b.newPage({ viewport: { width: 1900, height: 1000 } });
await p.setContent('<body style="margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#888;align-items:flex-start">' + files.map((f) => `<div style="max-height:${h}px;overflow:hidden"><div style="font:12px sans-serif;background:#ff8">${f.split('/').pop()}</div><img style="max-width:${f.includes('1280') ? 940 : 370}px" src="data:image/png;base64,${readFileSync(f).toString('base64')}"></div>`).join('') + '</body>');
await p.screenshot({ path: out, fullPage: true }); await b.close();
