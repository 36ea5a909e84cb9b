using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Attaches an <see cref="ApiText"/>.</summary>
internal static class DescribedEndpoint
{
    private static readonly MethodInfo handler = typeof(RequestDelegate).GetMethod(nameof(RequestDelegate.Invoke))!;

    /// <summary>Describes an endpoint.</summary>
    public static T Describe<T>(this T endpoint, ApiText text)
        where T : IEndpointConventionBuilder
    {
        endpoint.Finally(builder =>
        {
            if (!builder.Metadata.OfType<MethodInfo>().Any())
            {
                builder.Metadata.Add(handler); // the document lists only endpoints with a method
            }
        });
        return endpoint.WithSummary(text.Summary).WithMetadata(
        [
            new Listed(),
            text,
            new TagsAttribute("edgeresnet"),
            .. text.Answers.Select(answer => new ProducesResponseTypeMetadata(answer.Status, answer.Content ?? typeof(void), answer.Content is null ? [] : [answer.Media])),
        ]);
    }

    /// <summary>Describes an endpoint that answers with one type of content.</summary>
    public static T Describe<T>(this T endpoint, string summary, Type content, string media = ApiText.Json)
        where T : IEndpointConventionBuilder => endpoint.Describe(new ApiText(summary) { Answers = [(StatusCodes.Status200OK, content, media)] });

    // The last one counts: the document describes itself too.
    private sealed class Listed : IExcludeFromDescriptionMetadata
    {
        public bool ExcludeFromDescription => false;
    }
}
