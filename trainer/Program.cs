using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Verbs;

using StopSignals signals = StopSignals.Listen(endWithin: TimeSpan.FromSeconds(8)); // a training finishes its step, however long it takes

// One line per verb; the verbs are in Verbs/.
RootCommand root = new("Trains, proves and exports image classifiers for EdgeResNet's edge app.")
{
    DataVerb.Create(),
    TrainVerb.Create(),
    SweepVerb.Create(),
    RetrainVerb.Create(),
    FineTuneVerb.Create(),
    CheckRecipeVerb.Create(),
    EvaluateVerb.Create(),
    ExportVerb.Create(),
    PullVerb.Create(),
    CalibrateVerb.Create(),
    QuantizeVerb.Create(),
    DescribeVerb.Create(),
    ThroughputVerb.Create(),
    StudyVerb.Create(),
};
return VerbRunner.Run(root, args, signals);
