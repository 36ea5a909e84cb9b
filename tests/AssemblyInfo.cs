// One test at a time: torch's random numbers and thread pool, and the clocks that the pipeline tests watch, belong to the process.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
