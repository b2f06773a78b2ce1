import { httpHandler } from './http/handler.ts';
import { portfolioOperations } from './http/operations.ts';
import { limit, marks, newToken, portfolio } from './register.ts';

export const handler = httpHandler(portfolioOperations({ portfolio, marks, newToken }), limit);
