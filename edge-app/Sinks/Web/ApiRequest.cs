using System.Text;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What endpoints share: a JSON object as the request, a line of text as a refusal.</summary>
internal static class ApiRequest
{
    /// <summary>Reads the request's JSON object.</summary>
    /// <exception cref="UsageException">It is not such an object.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            return StrictJson.Parse<T>(text, "the request");
        }
        catch (InputException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Answers with a line of text.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Printable.Of(reason) + "\n", context.RequestAborted);
    }
}
