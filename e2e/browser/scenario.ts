import type { World } from './world';

/** What a scenario gets: the world, and how to tell its steps apart. */
export interface Telling {
	world: World;
	/** One check: passes when `work` resolves. A screenshot is taken afterwards. The first that fails ends the scenario. */
	step<T>(title: string, work: () => Promise<T>): Promise<T>;
	/** Offers what the page shows now as a picture for the README; does nothing unless pictures were asked for. */
	picture(name: string, area: PictureArea): Promise<void>;
}

/** The part of the page to show, in CSS pixels. */
export interface PictureArea {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface Scenario {
	title: string;
	run(telling: Telling): Promise<void>;
}
