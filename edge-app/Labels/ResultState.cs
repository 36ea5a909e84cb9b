namespace EdgeResNet.EdgeApp.Labels;

/// <summary>How far the label can be trusted.</summary>
internal enum ResultState
{
    /// <summary>The last frames agree, this one included.</summary>
    Stable,

    /// <summary>The last frames do not agree yet.</summary>
    Changing,

    /// <summary>The measure of several frames is below what the bundle calls known, or the network's answer is not finite.</summary>
    Unknown,

    /// <summary>The source delivers nothing.</summary>
    Lost,
}
