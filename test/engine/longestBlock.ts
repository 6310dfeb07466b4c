
/**
 * CPU milliseconds of the longest time between two turns of the event loop while something runs. CPU time, because other processes
 * make the time of the clock longer and not this one. n8n itself and the test's server are part of it.
 */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let last = process.cpuUsage();
	const look = () => {
		const { user, system } = process.cpuUsage(last);
		longest = Math.max(longest, (user + system) / 1000);
		last = process.cpuUsage();
	};
	const timer = setInterval(look, 1);
	try {
		await work();
	} finally {
		look();
		clearInterval(timer);
	}
	return longest;
}
