/** One SQL statement on a connection of its own: for making and dropping databases. */
import pg from "pg";

/** Throws the driver's error. */
export async function runStatement(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}
