import { cases } from './rule-cases.ts';

const io = "import { Server } from 'socket.io';\nconst io = new Server(3000);\n";
const on = (body: string): string => `${io}io.on('connection', (socket) => {\n${body}\n});`;

cases('events for some are not carried out for every socket', 'right-not-checked', {
  bad: [
    on("socket.on('ban', async (id) => { await bans.add(id); });"),
    on("socket.on('kick:player', (id) => { game.remove(id); });"),
    on("socket.on('set-role', (id, name) => { store.save(id, name); });"),
    on("socket.on('delete_room', (room) => { rooms.delete(room); });"),
    on("socket.on('say', (text) => { io.emit('say', text); });\nsocket.on('shutdown', () => { stop(); });"),
  ],
  good: [
    on("socket.on('ban', async (id) => { if (socket.data.role !== 'mod') return; await bans.add(id); });"),
    on("if (!socket.data.isAdmin) return;\nsocket.on('ban', (id) => { bans.add(id); });"),
    on("socket.on('ban', (id) => { bans.add(id, socket); });"),
    on("socket.on('say', (text) => { io.emit('say', text); });"),
    "import { io } from 'socket.io-client';\nconst socket = io();\nsocket.on('ban', (id) => { show(id); });",
    "import tmi from 'tmi.js';\nconst client = new tmi.Client();\nclient.on('ban', (channel, name) => { note(name); });",
    `${io}io.use(requirePermission('moderate'));\nio.on('connection', (socket) => { socket.on('ban', (id) => { bans.add(id); }); });`,
  ],
});

const trpc = (handler: string, procedure = 'protectedProcedure'): string =>
  `export const orders = router({ mine: protectedProcedure.query(({ ctx }) => ctx.prisma.order.findMany({ where: { customerId: ctx.session.user.id } })), one: ${procedure}.input(byId).${handler} });`;

cases('a record that belongs to somebody is not given by its number alone', 'owner-not-checked', {
  bad: [
    trpc('query(async ({ ctx, input }) => ctx.prisma.order.findUnique({ where: { id: input.id } }))'),
    trpc('mutation(async ({ ctx, input }) => ctx.prisma.order.delete({ where: { id: input.id } }))'),
    trpc('mutation(async ({ ctx, input }) => ctx.prisma.order.update({ where: { id: input.id }, data: { note: input.note } }))'),
    "app.get('/orders', requireAuth, async (req, res) => res.json(await Order.find({ user: req.user.id })));\napp.get('/orders/:id', requireAuth, async (req, res) => { const found = await Order.findById(req.params.id); res.json(found); });",
    "app.get('/bills', requireAuth, async (req, res) => res.json(await prisma.bill.findMany({ where: { userId: req.user.id } })));\napp.get('/bills/:id', requireAuth, async (req, res) => res.json(await prisma.bill.findFirst({ where: { id: req.params.id } })));",
  ],
  good: [
    trpc('query(async ({ ctx, input }) => ctx.prisma.order.findFirst({ where: { id: input.id, customerId: ctx.session.user.id } }))'),
    trpc(
      "query(async ({ ctx, input }) => { const order = await ctx.prisma.order.findUnique({ where: { id: input.id } }); if (order.customerId !== ctx.session.user.id) throw new Error('no'); return order; })",
    ),
    trpc('query(async ({ ctx, input }) => ctx.prisma.order.findUnique({ where: { id: input.id } }))', 'publicProcedure'),
    trpc('query(async ({ ctx, input }) => ctx.prisma.order.findUnique({ where: { id: input.id } }))', 'protectedProcedure.use(isOwner)'),
    trpc('query(async ({ ctx, input }) => ctx.prisma.product.findUnique({ where: { id: input.id } }))'),
    'export const a = router({ one: protectedProcedure.input(byId).query(async ({ ctx, input }) => ctx.prisma.country.findUnique({ where: { id: input.id } })) });',
  ],
});
