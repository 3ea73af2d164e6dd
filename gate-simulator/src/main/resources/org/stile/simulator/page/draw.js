// What is drawn: chips, turnstiles, signs. Pure SVG, no text in pictures.
const NS = 'http://www.w3.org/2000/svg';

/**
 * An SVG element.
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...Element} children
 */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * An HTML element.
 * @param {string} name
 * @param {string} [className]
 * @param {...(Node | string)} children
 */
export function html(name, className = '', ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const GLYPHS = {
  anna: ['M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 9c0-4 2.6-6.5 6-6.5s6 2.5 6 6.5'],
  family: ['M8 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm8 0a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-4 5a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8ZM3.5 18c0-3.5 2-5.5 4.5-5.5m12.5 5.5c0-3.5-2-5.5-4.5-5.5M8.5 20c0-2.2 1.5-3.5 3.5-3.5s3.5 1.3 3.5 3.5'],
  ben: ['M12 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 9c0-4 2.6-6.5 6-6.5s6 2.5 6 6.5', 'M8.5 5.5h7'],
  twin: ['M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 9c0-4 2.4-6.5 5.5-6.5s5.5 2.5 5.5 6.5', 'M15 5.3a3 3 0 0 1 0 5.6m2 3.1c2.2 1 3.5 3.2 3.5 6'],
  hasty: ['M13 3 6 13h5l-1 8 8-11h-5.5L13 3Z'],
  shy: ['M6 4v16M18 8v12M6 12h8', 'M10.5 8.5 14 12l-3.5 3.5'],
  old: ['M12 4a8 8 0 1 0 8 8', 'M12 7.5V12l3 2', 'M17 3v4h4'],
  new: ['M12 3.5l2.2 5.3 5.8.4-4.4 3.7 1.4 5.6-5-3-5 3 1.4-5.6L4 9.2l5.8-.4L12 3.5Z'],
  south: ['M12 4v15', 'M6.5 13.5 12 19l5.5-5.5'],
  rita: ['M5 7h14v10H5z', 'M8 10.5h5M8 13.5h3', 'm16.5 4.5 4 4m0-4-4 4'],
  refunded: ['M5 7h14v10H5z', 'M12 9.5v5m-2.2-2.2L12 14.5l2.2-2.2', 'm4 20 16-16'],
  member: ['M12 3.5 18.5 6v5.5c0 4.2-2.7 7.2-6.5 8.5-3.8-1.3-6.5-4.3-6.5-8.5V6L12 3.5Z', 'm9 12 2.2 2.2L15.2 10'],
  empty: ['M5 7h14v10H5z'],
  wallet: ['M4 8h15v11H4z', 'M7 8V5h9v3', 'M15 13.5h4'],
  early: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z', 'M12 7.5V12l-3 2'],
  concert: ['M9 17.5V6l10-2v11', 'M6.5 20a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm10-2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z'],
  forger: ['m5 19 1-4L16 5l3 3L9 18l-4 1Z', 'M4 21h9'],
  copier: ['M8 8h11v11H8z', 'M5 16V5h11'],
  fake: ['M14.5 9.5a4 4 0 1 0-4.4 4.4L12 16h2v2h2v2h3v-3l-4.5-4.5Z', 'm3 3 18 18'],
  bus: ['M5 5h14v11H5zM5 11h14', 'M8 19v-3m8 3v-3', 'M12 5v6'],
};

/** The picture on a guest's chip. */
export function chipPicture(id) {
  const paths = (GLYPHS[id] ?? GLYPHS.anna).map((d) => svg('path', { d }));
  return svg(
    'svg',
    { viewBox: '0 0 64 42', class: 'card', 'aria-hidden': 'true' },
    svg('rect', { class: 'card-body', x: 1, y: 1, width: 62, height: 40, rx: 5 }),
    svg('rect', { class: 'card-contact', x: 7, y: 13, width: 11, height: 9, rx: 2 }),
    svg('path', { class: 'card-contact-lines', d: 'M7 17.5h11M12.5 13v9' }),
    svg('path', { class: 'card-waves', d: 'M8 30c2 1.5 2 4.5 0 6m3.5-7.5c3 2.2 3 6.8 0 9' }),
    svg('g', { class: 'card-glyph', transform: 'translate(27 6) scale(1.25)' }, ...paths),
  );
}

const SIGNS = {
  IDLE: ['M14 34h20l8-6V16L34 10H14z', 'M22 17c3 2.5 3 7.5 0 10m5-13c4.5 4 4.5 12 0 16'],
  WORKING: ['M12 24h.1M24 24h.1M36 24h.1'],
  GO: ['M10 24h26', 'M25 12l12 12-12 12'],
  STOP: ['M13 13l22 22M35 13 13 35'],
  AGAIN: ['M37 24a13 13 0 1 1-4-9.4', 'M37 8v8h-8'],
  OUT_OF_ORDER: ['M24 10v18', 'M24 36v.1'],
};

/** The sign a panel shows for a tone: a shape of its own for each, beside the colour. */
export function sign(tone) {
  const paths = (SIGNS[tone] ?? SIGNS.WORKING).map((d) => svg('path', { d }));
  return svg('svg', { viewBox: '0 0 48 48', class: 'sign', 'aria-hidden': 'true' }, ...paths);
}

/** A walk-through lane from the side; classes on it say where arm and visitor are. */
export function turnstile() {
  const person = (extra) =>
    svg(
      'g',
      { class: `person ${extra}` },
      svg('circle', { cx: 0, cy: -50, r: 7.5 }),
      svg('path', { class: 'torso', d: 'M-7 -40q7 -4 14 0l2 20q-9 4 -18 0z' }),
      svg('path', { class: 'leg left', d: 'M-3 -20 -5 0' }),
      svg('path', { class: 'leg right', d: 'M3 -20 5 0' }),
    );
  return svg(
    'svg',
    { viewBox: '0 0 300 96', class: 'turnstile', 'aria-hidden': 'true' },
    svg('path', { class: 'floor', d: 'M0 86h300' }),
    svg('path', { class: 'inside', d: 'M188 86h112v10H188z' }),
    svg('g', { class: 'walker' }, person('visitor')),
    svg('rect', { class: 'post', x: 98, y: 40, width: 92, height: 46, rx: 8 }),
    svg('rect', { class: 'post-top', x: 94, y: 34, width: 100, height: 9, rx: 4.5 }),
    svg('circle', { class: 'halo', cx: 110, cy: 54, r: 8 }),
    svg('circle', { class: 'lamp', cx: 110, cy: 54, r: 5 }),
    svg('g', { class: 'hinge', transform: 'translate(150 56)' },
      svg('rect', { class: 'flap', x: -4, y: -34, width: 8, height: 60, rx: 4 })),
    svg('path', { class: 'arrow', d: 'M128 74h44m-8-6 8 6-8 6' }),
  );
}

/** A plug and its socket; the class "out" pulls them apart. */
export function plug() {
  return svg(
    'svg',
    { viewBox: '0 0 84 24', class: 'plug', 'aria-hidden': 'true' },
    svg('g', { class: 'plug-half' },
      svg('path', { class: 'wire', d: 'M0 12h22' }),
      svg('rect', { class: 'head', x: 22, y: 5, width: 18, height: 14, rx: 2.5 }),
      svg('path', { class: 'pins', d: 'M40 9h5m-5 6h5' })),
    svg('g', { class: 'socket-half' },
      svg('rect', { class: 'socket', x: 44, y: 3, width: 16, height: 18, rx: 3 }),
      svg('path', { class: 'wire', d: 'M60 12h24' })),
  );
}
