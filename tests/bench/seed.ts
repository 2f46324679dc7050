import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '#lib/base/config/config.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { seedAttempts, seeded, seedExam, seedPeople } from './place.ts';

// Called by seedElsewhere: opens as many attempts of 100 items in the data folder of XUEFA_DATA as the argument says.
const { dataFolder, databasePath } = readConfig(process.env);
const store = openStore(databasePath);
const people = await seedPeople(store, Number(process.argv[2]));
const attempts = await seedAttempts(store, await seedExam(store, 100), people);
await store.close();
writeFileSync(join(dataFolder, seeded), JSON.stringify(attempts));
