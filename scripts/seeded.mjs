// What every test file starts with: random values are those of the seed.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.NETK_SEED) });
