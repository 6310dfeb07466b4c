import type { Page } from './playwright';
import type { TestEnvironment } from './testEnvironment';

/** What a scenario gets: the test environment, and functions for its steps. */
export interface ScenarioContext {
	environment: TestEnvironment;
	/** One check, which passes when `action` resolves. A screenshot is taken afterwards. The first failure ends the scenario. */
	step<T>(title: string, action: () => Promise<T>): Promise<T>;
	/** Saves a picture of a part of the page, beside the screenshots of the steps. `name` may contain a folder. */
	save(name: string, area: PictureArea): Promise<void>;
	/** Takes a screenshot for the README, of the editor or of another page. Does nothing without `--images`. */
	picture(name: string, area: PictureArea, page?: Page): Promise<void>;
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
	run(context: ScenarioContext): Promise<void>;
}
