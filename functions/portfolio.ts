import { httpHandler } from './http/handler.ts';
import { portfolioOperations } from './http/operations.ts';
import { facts, limit, marks, newToken, portfolio } from './register.ts';

export const handler = httpHandler(portfolioOperations({ portfolio, facts, marks, newToken }), limit);
