namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Everything that was known about a picture of the inbox: the JSON file beside it.</summary>
internal sealed record InboxEntry
{
    /// <summary>When the picture was captured.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The source, without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the frame in its source.</summary>
    public required long Frame { get; init; }

    /// <summary>Name of the picture in a folder of pictures.</summary>
    public string? Name { get; init; }

    /// <summary>Why it was kept: <c>unknown, uncertain, changed, every</c>.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>State of the run: <c>stable, changing, unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>The class that was shown.</summary>
    public required string Shown { get; init; }

    /// <summary>What a person said that it shows; null if nobody said anything.</summary>
    public string? Label { get; init; }

    /// <summary>The best classes of this picture alone, best first.</summary>
    public required IReadOnlyList<InboxScore> Top { get; init; }

    /// <summary>Name of the measure of known pictures.</summary>
    public required string UnknownBy { get; init; }

    /// <summary>That measure; null where a logit was not finite.</summary>
    public double? Known { get; init; }

    /// <summary>The region that the network saw; null for the whole picture.</summary>
    public InboxRegion? Region { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file that ran, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Precision of that file.</summary>
    public required string Precision { get; init; }

    /// <summary>What compares it with other pictures: the network's features, or a small grey picture (<see cref="Likeness"/>). Little-endian float32.</summary>
    public required byte[] Features { get; init; }

    /// <summary>The group that shares the inbox with others: the best class, or null for unknown pictures.</summary>
    public string? Group { get; init; }
}

/// <summary>A class and its score, 0…1; null where it is not finite.</summary>
internal sealed record InboxScore(string Label, double? Score);

/// <summary>A rectangle in pixels of the picture.</summary>
internal sealed record InboxRegion(int X, int Y, int Width, int Height);
