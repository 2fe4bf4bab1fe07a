import type * as vscode from 'vscode';

import type { PanelDetail, PanelModel, PanelSpendView } from '../../protocol/panel.ts';

/** Where the panel's content comes from. */
export interface PanelSource {
  /**
   * Everything now, without `detail`, which the session adds. Cheap and synchronous: it is called at most four times a second for each
   * visible panel, and never for a hidden one. The value must not be changed after it was returned.
   */
  snapshot(view: PanelSpendView): Omit<PanelModel, 'detail'>;
  /** One task's transcript and receipt; undefined if there is no such task. */
  detail(task: string): Promise<PanelDetail | undefined>;
  /** Something in the snapshot or in a detail may have changed. May fire as often as it likes. */
  readonly onDidChange: vscode.Event<void>;
}
