namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>How far the label can be trusted.</summary>
internal enum ResultState
{
    /// <summary>The last frames agree.</summary>
    Stable,

    /// <summary>The last frames do not agree yet.</summary>
    Changing,

    /// <summary>The score is below what the bundle calls known.</summary>
    Unknown,

    /// <summary>The source delivers nothing.</summary>
    Lost,
}
