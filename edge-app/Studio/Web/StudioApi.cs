using EdgeResNet.EdgeApp.Sinks.Web;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Descriptions of endpoints that change the studio.</summary>
internal static class StudioApi
{
    /// <summary>An endpoint that takes an object.</summary>
    public static ApiText Taking<T>(string summary) => Changing(summary) with { Body = typeof(T) };

    /// <summary>An endpoint that answers with what it did.</summary>
    public static ApiText Changing(string summary) => new(summary)
    {
        Answers = [(StatusCodes.Status200OK, typeof(Done), ApiText.Json), (StatusCodes.Status400BadRequest, typeof(string), ApiText.Text), (StatusCodes.Status422UnprocessableEntity, typeof(string), ApiText.Text)],
    };
}
