const settings = {
  user: 'reports',
  password: 'changeme',
};

export function connect(driver) {
  return driver.connect('localhost', settings.user, settings.password);
}

export async function ordersOf(database, customer) {
  return database.query("SELECT * FROM orders WHERE customer = '" + customer + "'");
}

export function evaluate(formula, row) {
  return eval(formula.replace(/\$(\w+)/g, (_, name) => row[name]));
}

export async function save(database, report) {
  try {
    await database.insert('reports', report);
  } catch (error) {
    // The next run will write it.
  }
}
