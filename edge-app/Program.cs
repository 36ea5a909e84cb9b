using System.CommandLine;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;

using StopSignals signals = StopSignals.Listen(endWithin: TimeSpan.FromSeconds(8)); // Hard limit if something hangs; 2 s is normal.
NativeHeap.ShareAmongThreads();

// One line for each verb; see Verbs/.
RootCommand root = new("Classify pictures and live video with models from EdgeResNet's trainer.")
{
    LiveVerb.Create(),
    DemoVerb.Create(),
    ClassifyVerb.Create(),
    BenchVerb.Create(),
    DevicesVerb.Create(),
    VerifyVerb.Create(),
    TeachVerb.Create(),
    StudioVerb.Create(),
};
return VerbRunner.Run(root, args, signals);
