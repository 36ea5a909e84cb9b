using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Serves the description of all endpoints in the form of OpenAPI. It is made on request: a start takes no longer.</summary>
internal static partial class ApiDocument
{
    /// <summary>Its address.</summary>
    public const string Path = "/api/openapi.json";

    /// <summary>Registers what makes the document.</summary>
    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "EdgeResNet", Version = "1", Description = "Requests that change something, and all uploads, carry the header X-EdgeResNet: 1. With --web-token, every request but /healthz carries Authorization: Bearer TOKEN. Errors are one line of text." };
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, cancel) =>
                context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiText>().LastOrDefault() is ApiText text ? CompleteAsync(operation, text, context, cancel) : Task.CompletedTask);
        });
    }

    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi(Path).Describe("This description.", typeof(JsonElement));

    private static async Task CompleteAsync(OpenApiOperation operation, ApiText text, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.Parameters ??= [];
        foreach (string name in RouteKey().Matches(context.Description.RelativePath ?? "").Select(match => match.Groups["name"].Value))
        {
            operation.Parameters.Add(Parameter(name, ParameterLocation.Path, "", required: true));
        }

        foreach ((string name, string meaning) in text.Query)
        {
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query, meaning, required: false));
        }

        Dictionary<string, OpenApiMediaType> bodies = text.Bodies.ToDictionary(media => media, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });
        if (text.Body is Type body)
        {
            bodies[ApiText.Json] = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(body, null, cancel).ConfigureAwait(false) };
        }

        operation.RequestBody = bodies.Count == 0 ? null : new OpenApiRequestBody { Required = true, Content = bodies };
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string meaning, bool required) =>
        new() { Name = name, In = place, Description = meaning, Required = required, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    [GeneratedRegex(@"\{\**(?<name>\w+)")]
    private static partial Regex RouteKey();
}
