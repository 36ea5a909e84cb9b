using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks.Access;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Requests with a JSON object, and answers.</summary>
internal static class StudioRequest
{
    private const int LargestObject = 1 << 20; // thousands of paths

    /// <summary>A handler that takes an object and answers with another.</summary>
    /// <param name="act">Does what is asked; runs on a thread of the pool.</param>
    public static RequestDelegate Taking<T>(Func<T, object> act) => context => GuardAsync(context, async () =>
    {
        BodyLimit.Set(context, LargestObject);
        T asked = await ApiRequest.ReadAsync<T>(context).ConfigureAwait(false);
        await AnswerAsync(context, act(asked)).ConfigureAwait(false);
    });

    /// <summary>A handler that takes nothing.</summary>
    public static RequestDelegate Doing(Func<object> act) => context => GuardAsync(context, () => AnswerAsync(context, act()));

    /// <summary>A handler that only begins the work, which the state tells of: 202 in place of 200.</summary>
    public static RequestDelegate Accepted(RequestDelegate begin) => context =>
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return begin(context);
    };

    /// <summary>Answers with an object.</summary>
    public static Task AnswerAsync(HttpContext context, object answer) => context.Response.WriteAsJsonAsync(answer, answer.GetType(), options, context.RequestAborted);

    /// <summary>Does what is asked; a person's mistake becomes status 400, an unusable file or disk 422, each with one line.</summary>
    public static async Task GuardAsync(HttpContext context, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (UserException e) when (!context.Response.HasStarted)
        {
            await ApiRequest.RefuseAsync(context, e is UsageException ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, e.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ApiRequest.RefuseAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "the request is too large; send less" : "the request ends too early; send it again").ConfigureAwait(false);
        }
    }

    // Null values stay: a page asks for keys.
    private static readonly JsonSerializerOptions options = new(StrictJson.Line) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never };
}
