namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What an endpoint is for, for <c>GET /api/openapi.json</c>. Every endpoint has one; a test compares.</summary>
/// <param name="Summary">One sentence.</param>
internal sealed record ApiText(string Summary)
{
    /// <summary>Media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Media type of text.</summary>
    public const string Text = "text/plain";

    /// <summary>Keys of the query: name, and what it does.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>Media types of a body that is a file or a form.</summary>
    public IReadOnlyList<string> Bodies { get; init; } = [];

    /// <summary>Type of a body of JSON.</summary>
    public Type? Body { get; init; }

    /// <summary>Status and content of each answer: type of the JSON object, or string with another media type.</summary>
    public IReadOnlyList<(int Status, Type? Content, string Media)> Answers { get; init; } = [];
}
