const adapter = await navigator.gpu.requestAdapter();
postMessage({ adapter: adapter !== null });
export {};
