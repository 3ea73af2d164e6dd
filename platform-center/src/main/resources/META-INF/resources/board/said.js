// What a screen reader is told: which gates fell silent or came back, gathered, seldom. Counts are in
// the page for whoever asks; read out as they change they would drown everything.

const GATHER = 20_000;

export function teller(element) {
  const news = new Map();
  let last = 0;
  let timer = 0;

  function tell() {
    timer = 0;
    last = Date.now();
    const said = [...news].slice(0, 5).map(([gate, state]) => `${gate} ${state}`);
    if (news.size > 5) {
      said.push(`and ${news.size - 5} more gates`);
    }
    news.clear();
    element.textContent = said.join(', ') + '.';
  }

  return {
    gate(name, state) {
      news.set(name, state);
      if (timer === 0) {
        timer = setTimeout(tell, Math.max(1_000, last + GATHER - Date.now()));
      }
    },
  };
}
