export function greeting(name, hour) {
  const day = hour < 12 ? 'morning' : 'evening';
  const words = [];
  words.push('Good');
  words.push(day);
  if (name !== '') {
    words.push(name.trim();
  }
  return words.join(' ');
}
