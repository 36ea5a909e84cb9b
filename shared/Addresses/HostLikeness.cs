namespace EdgeResNet.Shared.Addresses;

/// <summary>How surely a text is the name of a host.</summary>
internal enum HostLikeness
{
    /// <summary>It cannot be one.</summary>
    None,

    /// <summary>A word.</summary>
    Name,

    /// <summary>A word with a port.</summary>
    Numbered,

    /// <summary>A name with a domain.</summary>
    Dotted,

    /// <summary>An IP address or <c>localhost</c>.</summary>
    Certain,
}
