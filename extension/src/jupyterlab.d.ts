// JupyterLab's own interfaces, as far as we use them (https://jupyterlab.readthedocs.io/en/4.6.x/api/). The application
// provides these packages when it runs, so only their types are needed here: these hundred lines take the place of some
// hundred packages in the development tree.
declare module "@jupyterlab/application" {
  import type { Token } from "@lumino/coreutils";
  import type { Widget } from "@lumino/widgets";

  export interface CommandOptions {
    readonly label: string | ((args: Arguments) => string);
    readonly caption?: string;
    readonly icon?: unknown;
    readonly isEnabled?: (args: Arguments) => boolean;
    readonly describedBy?: { readonly args: object };
    readonly execute: (args: Arguments) => unknown;
  }
  export type Arguments = Readonly<Record<string, unknown>>;

  export interface JupyterFrontEnd {
    readonly commands: {
      addCommand(id: string, options: CommandOptions): void;
      execute(id: string, args?: object): Promise<unknown>;
      hasCommand(id: string): boolean;
      notifyCommandChanged(id?: string): void;
    };
    readonly shell: {
      add(widget: Widget, area: string, options?: object): void;
      activateById(id: string): void;
      readonly currentWidget: Widget | null;
      readonly currentChanged?: Signal<unknown>;
    };
    readonly docRegistry: {
      addFileType(type: object): void;
      addModelFactory(factory: object): void;
      addWidgetFactory(factory: object): void;
    };
    readonly serviceManager: {
      readonly contents: {
        get(path: string, options: object): Promise<{ readonly content: unknown; readonly size?: number }>;
        getDownloadUrl(path: string): Promise<string>;
      };
      readonly serverSettings: { readonly token: string };
      readonly kernelspecs: {
        readonly specs: {
          readonly kernelspecs: Readonly<
            Record<string, { readonly metadata?: Readonly<Record<string, unknown>> } | undefined>
          >;
        } | null;
      };
    };
    readonly restored: Promise<void>;
  }
  export interface Signal<T> {
    connect(slot: (sender: unknown, args: T) => void): boolean;
    disconnect(slot: (sender: unknown, args: T) => void): boolean;
  }
  export interface JupyterFrontEndPlugin<T> {
    readonly id: string;
    readonly description: string;
    readonly autoStart: boolean;
    readonly requires?: readonly Token<unknown>[];
    readonly optional?: readonly Token<unknown>[];
    // Each plugin names the services it has asked for.
    readonly activate: (app: JupyterFrontEnd, ...services: never[]) => T;
  }
  export interface ILayoutRestorer {
    add(widget: Widget, name: string): void;
  }
  export const ILayoutRestorer: Token<ILayoutRestorer>;
}

declare module "@jupyterlab/apputils" {
  import type { Token } from "@lumino/coreutils";
  import { type Widget, Widget as Base } from "@lumino/widgets";

  export interface ICommandPalette {
    addItem(item: { readonly command: string; readonly category: string; readonly args?: object }): void;
  }
  export const ICommandPalette: Token<ICommandPalette>;
  export class MainAreaWidget<T extends Widget> extends Base {
    constructor(options: { readonly content: T });
    readonly content: T;
  }
  export interface Kernel {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly isDisposed: boolean;
    createComm(target: string): Comm;
  }
  export interface Comm {
    open(data?: object): unknown;
    send(data: object): unknown;
    close(): unknown;
    onMsg: (message: { readonly content: { readonly data: unknown }; readonly buffers?: readonly unknown[] }) => void;
    onClose: (message: unknown) => void;
    readonly isDisposed: boolean;
    dispose(): void;
  }
  type Signal<T> = import("@jupyterlab/application").Signal<T>;
  export interface ISessionContext {
    readonly session: { readonly kernel: Kernel | null } | null;
    readonly kernelChanged: Signal<unknown>;
    readonly statusChanged: Signal<string>;
    readonly disposed: Signal<void>;
  }
  export const InputDialog: {
    getItem(options: {
      readonly title: string;
      readonly items: readonly string[];
    }): Promise<{ readonly value: string | null }>;
  };
  export const Notification: {
    error(message: string, options?: object): string;
    info(message: string, options?: object): string;
  };
}

declare module "@jupyterlab/settingregistry" {
  import type { Token } from "@lumino/coreutils";
  export interface ISettings {
    readonly composite: Readonly<Record<string, unknown>>;
    readonly changed: import("@jupyterlab/application").Signal<void>;
  }
  export interface ISettingRegistry {
    load(plugin: string): Promise<ISettings>;
  }
  export const ISettingRegistry: Token<ISettingRegistry>;
}

declare module "@jupyterlab/translation" {
  import type { Token } from "@lumino/coreutils";
  export interface ITranslator {
    load(domain: string): { __(text: string, ...args: string[]): string };
  }
  export const ITranslator: Token<ITranslator>;
}

declare module "@jupyterlab/notebook" {
  import type { ISessionContext } from "@jupyterlab/apputils";
  import type { Token } from "@lumino/coreutils";
  import type { Widget } from "@lumino/widgets";
  export interface NotebookPanel extends Widget {
    readonly sessionContext: ISessionContext;
    readonly context: { readonly path: string };
    readonly content: { readonly activeCell: { readonly editor: Editor | null } | null };
  }
  export interface Editor {
    getSelection(): { readonly start: Place; readonly end: Place };
    getOffsetAt(place: Place): number;
    getCursorPosition(): Place;
    readonly model: { readonly sharedModel: { getSource(): string } };
  }
  export interface Place {
    readonly line: number;
    readonly column: number;
  }
  export interface INotebookTracker {
    readonly currentWidget: NotebookPanel | null;
    readonly currentChanged: import("@jupyterlab/application").Signal<NotebookPanel | null>;
  }
  export const INotebookTracker: Token<INotebookTracker>;
}

declare module "@jupyterlab/console" {
  import type { ISessionContext } from "@jupyterlab/apputils";
  import type { Token } from "@lumino/coreutils";
  import type { Widget } from "@lumino/widgets";
  export interface ConsolePanel extends Widget {
    readonly sessionContext: ISessionContext;
  }
  export interface IConsoleTracker {
    readonly currentWidget: ConsolePanel | null;
    readonly currentChanged: import("@jupyterlab/application").Signal<ConsolePanel | null>;
  }
  export const IConsoleTracker: Token<IConsoleTracker>;
}

declare module "@jupyterlab/launcher" {
  import type { Token } from "@lumino/coreutils";
  export interface ILauncher {
    add(item: {
      readonly command: string;
      readonly category: string;
      readonly rank?: number;
      readonly args?: object;
    }): void;
  }
  export const ILauncher: Token<ILauncher>;
}

declare module "@jupyterlab/docregistry" {
  import type { Widget } from "@lumino/widgets";
  import { Widget as Base } from "@lumino/widgets";
  export interface Context {
    readonly path: string;
    readonly ready: Promise<void>;
    readonly model: { toString(): string };
    readonly fileChanged: import("@jupyterlab/application").Signal<unknown>;
  }
  export class Base64ModelFactory {
    get name(): string;
    get fileFormat(): string | null;
  }
  export class DocumentWidget<T extends Widget = Widget> extends Base {
    constructor(options: { readonly content: T; readonly context: Context });
    readonly content: T;
  }
  export abstract class ABCWidgetFactory<T extends DocumentWidget> {
    constructor(options: object);
    protected abstract createNewWidget(context: Context): T;
  }
}

declare module "@jupyterlab/ui-components" {
  export class LabIcon {
    constructor(options: { readonly name: string; readonly svgstr: string });
    readonly name: string;
  }
}
