import { cases } from './rule-cases.ts';

const electron = "import { contextBridge, ipcRenderer } from 'electron';\n";

cases('a page gets single functions and not the whole bridge', 'bridge-for-everything', {
  bad: [
    `${electron}contextBridge.exposeInMainWorld('api', { send: (channel, ...args) => ipcRenderer.send(channel, ...args) });`,
    `${electron}contextBridge.exposeInMainWorld('api', { invoke(channel, data) { return ipcRenderer.invoke(channel, data); } });`,
    `${electron}contextBridge.exposeInMainWorld('ipc', ipcRenderer);`,
    `${electron}contextBridge.exposeInMainWorld('api', { send(channel: Channels, data: unknown) { ipcRenderer.send(channel, data); } });`,
    `${electron}const api = { ipc: { send: ipcRenderer.send } }; contextBridge.exposeInMainWorld('api', api);`,
    `${electron}const call = (name, data) => ipcRenderer.invoke(name, data); contextBridge.exposeInMainWorld('api', { call });`,
  ],
  good: [
    `${electron}contextBridge.exposeInMainWorld('api', { save: (text) => ipcRenderer.invoke('draft:save', text) });`,
    `${electron}const allowed = ['close']; contextBridge.exposeInMainWorld('api', { send: (channel) => { if (allowed.includes(channel)) ipcRenderer.send(channel); } });`,
    `${electron}contextBridge.exposeInMainWorld('api', { platform: process.platform });`,
    `${electron}const send = (channel, data) => ipcRenderer.send(channel, data); send('ready', 1);`,
    `${electron}contextBridge.exposeInMainWorld('api', { onUpdate: (listener) => ipcRenderer.on('update', (event, value) => listener(value)) });`,
  ],
});

cases('a page of somebody else gets no hold on the one that opened it', 'opener-kept', {
  bad: [
    "export const visit = (sponsor) => { window.open(sponsor.website, '_blank'); };",
    "export const visit = (ad) => { const { href } = new URL(ad.externalUrl); window.open(href, '_blank'); };",
    "export const visit = (profile) => { open(profile.homepage, '_blank'); };",
    "export const visit = (item) => { window.open(item.affiliateLink, '_blank', 'width=400'); };",
    'export const visit = (author) => { window.open(`https://${author.website}`, "_blank"); };',
  ],
  good: [
    "export const visit = (sponsor) => { window.open(sponsor.website, '_blank', 'noopener'); };",
    "export const visit = (sponsor) => { window.open(`/sponsors/${sponsor.name}`, '_blank'); };",
    "window.open('https://docs.example.com/external', '_blank');",
    "export const visit = (sponsor) => { window.open(sponsor.website, '_self'); };",
    "export const visit = (report) => { const shown = window.open(report.externalUrl, '_blank'); shown.opener = null; };",
    "export const visit = (file) => { window.open(URL.createObjectURL(file), '_blank'); };",
  ],
});
