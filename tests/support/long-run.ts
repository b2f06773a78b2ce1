/** Whether everything is to be searched, however long it takes: what `npm run test:long` asks for. */
export const isLongRun = process.env.LONG === '1';
