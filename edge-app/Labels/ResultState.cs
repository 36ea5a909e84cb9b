namespace EdgeResNet.EdgeApp.Labels;

/// <summary>How far the label can be trusted.</summary>
internal enum ResultState
{
    /// <summary>The last frames, including this one, agree.</summary>
    Stable,

    /// <summary>The last frames do not agree yet.</summary>
    Changing,

    /// <summary>The known measure of several frames is below the threshold, or the logits are not finite.</summary>
    Unknown,

    /// <summary>The source delivers no pictures.</summary>
    Lost,
}
