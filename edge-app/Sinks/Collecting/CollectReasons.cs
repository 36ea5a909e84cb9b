namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Why a picture is kept.</summary>
[Flags]
internal enum CollectReasons
{
    /// <summary>It is not kept.</summary>
    None = 0,

    /// <summary>The frame on its own is unknown.</summary>
    Unknown = 1,

    /// <summary>The two best scores are close.</summary>
    Uncertain = 2,

    /// <summary>The shown class is another one than before.</summary>
    Changed = 4,

    /// <summary>A fixed time has passed.</summary>
    Every = 8,

    /// <summary>A person said what it shows.</summary>
    Said = 16,
}
