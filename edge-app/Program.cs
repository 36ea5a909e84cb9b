using System.CommandLine;
using EdgeResNet.Shared.Cli;

// One line a verb; each stands in Verbs/.
RootCommand root = new("Classifies pictures and live video with models that EdgeResNet's trainer wrote.")
{
};
return VerbRunner.Run(root, args);
