namespace EdgeResNet.EdgeApp.Capture.Camera.Nodes;

/// <summary>What a node of Video4Linux is (Linux userspace API, "Device Capabilities").</summary>
internal enum NodeKind
{
    /// <summary>Delivers pictures.</summary>
    Camera,

    /// <summary>Delivers data about pictures.</summary>
    Metadata,

    /// <summary>Shows pictures.</summary>
    Output,

    /// <summary>Converts pictures from memory to memory.</summary>
    Codec,

    /// <summary>Radio, teletext and others.</summary>
    Other,

    /// <summary>This user may not open it.</summary>
    NotPermitted,

    /// <summary>Another program has it for itself.</summary>
    Busy,

    /// <summary>It does not open, for another reason.</summary>
    Broken,
}
