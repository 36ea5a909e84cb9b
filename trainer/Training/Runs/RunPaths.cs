namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Where a run's results are: those of a training and those of a head that was fitted alone.</summary>
/// <param name="Folder">Folder of the run.</param>
internal readonly record struct RunPaths(string Folder)
{
    /// <summary>Its last part, the bundle's name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>Folder of the bundle.</summary>
    public string Bundle => Path.Combine(Folder, "bundle");

    /// <summary>How the bundle was made.</summary>
    public string Recipe => Path.Combine(Folder, "recipe.json");

    /// <summary>Results for machines.</summary>
    public string Summary => Path.Combine(Folder, "summary.json");

    /// <summary>Results for people.</summary>
    public string Report => Path.Combine(Folder, "report.html");
}
