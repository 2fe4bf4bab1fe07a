export function greeting(name, hour) {
  if (hour < 12) {
    return 'Good morning, ' + name;
  }
  if (hour < 18) {
    return 'Good afternoon, ' + name;
  }
  return 'Good evening, ' + name.trim(;
}
