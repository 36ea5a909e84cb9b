using System.CommandLine;
using EdgeResNet.Shared.Cli;

// One line a verb; each stands in Verbs/.
RootCommand root = new("Trains, proves and exports image classifiers for EdgeResNet's edge app.")
{
};
return VerbRunner.Run(root, args);
