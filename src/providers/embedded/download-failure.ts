import type { CatalogueEntry } from './catalogue.ts';

export type DownloadFailureReason =
  | 'cancelled'
  | 'busy'
  | 'unreachable'
  | 'not-found'
  | 'server'
  | 'malformed'
  | 'cut'
  | 'no-space'
  | 'disk-full'
  | 'cannot-write'
  | 'wrong-checksum';

/** Why a model was not downloaded: what happened, and what the person can do. */
export interface DownloadFailure {
  readonly ok: false;
  readonly reason: DownloadFailureReason;
  readonly message: string;
  readonly nextStep: string;
}

const RESUMES = 'Download it again: it goes on where it stopped.';

/** `detail` is what was seen, in words; it may be empty. */
export function failed(entry: CatalogueEntry, reason: DownloadFailureReason, detail: string): DownloadFailure {
  const { what, nextStep } = wordsOf(reason, entry);
  const separator = detail === '' || detail.startsWith(' ') ? '' : ': ';
  return { ok: false, reason, message: `${what}${separator}${detail}.`, nextStep };
}

/** The same where not a byte has come: there is nothing to go on from. */
export function fromTheBeginning(failure: DownloadFailure): DownloadFailure {
  return { ...failure, nextStep: failure.nextStep.replace(RESUMES, 'Download it again.') };
}

function wordsOf(reason: DownloadFailureReason, { label, repo }: CatalogueEntry): { what: string; nextStep: string } {
  switch (reason) {
    case 'cancelled':
      return { what: `The download of ${label} was cancelled`, nextStep: RESUMES };
    case 'busy':
      return { what: `${label} is being downloaded by another window`, nextStep: 'Wait until it is done there.' };
    case 'unreachable':
      return { what: `The model hub cannot be reached for ${label}`, nextStep: `Check the network and its proxy. ${RESUMES}` };
    case 'not-found':
      return { what: `The hub does not offer ${label} (${repo}) any more`, nextStep: 'Choose another model.' };
    case 'server':
      return { what: `The hub did not send ${label}`, nextStep: `Try later. ${RESUMES}` };
    case 'malformed':
      return { what: `The hub's answer for ${label} makes no sense`, nextStep: 'Check the address of the hub or mirror.' };
    case 'cut':
      return { what: `The connection broke while ${label} was downloaded`, nextStep: RESUMES };
    case 'no-space':
      return { what: `There is not enough room on the disk for ${label}`, nextStep: 'Free some room, or choose a smaller model.' };
    case 'disk-full':
      return { what: `The disk became full while ${label} was downloaded`, nextStep: `Free some room. ${RESUMES}` };
    case 'cannot-write':
      return { what: `The file of ${label} could not be written`, nextStep: 'Check the models folder and its permissions.' };
    case 'wrong-checksum':
      return { what: `What was downloaded is not ${label}`, nextStep: 'Download it again; it starts from the beginning.' };
  }
}
