using System.Globalization;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Answers.Web;

/// <summary>Serves <c>POST /api/classify</c>: pictures of a program, as <c>classify --json</c> answers them.</summary>
/// <param name="answers">Classifies them; stays with the caller.</param>
internal sealed class ClassifyRoutes(PictureAnswers answers) : IPreviewRoutes
{
    /// <summary>The address.</summary>
    public const string Path = "/api/classify";

    /// <summary>Header with the SHA-256 of the model that answered.</summary>
    public const string ModelHeader = "X-EdgeResNet-Model";

    /// <summary>Most requests at a time: each may hold a picture file in memory.</summary>
    public const int MostRequests = 4;

    private const int DefaultTop = 3;
    private int requests;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, ClassifyAsync).Describe(new("Classifies a picture, or each picture of a form; a form is answered with a list. The header X-EdgeResNet-Model names the model.")
    {
        Query = [("top", "number of classes, 3 by default"), ("name", "name of a picture that is the body")],
        Bodies = [.. PictureUpload.MediaTypes, PictureUpload.Form],
        Answers =
        [
            (StatusCodes.Status200OK, typeof(PictureResult), ApiText.Json),
            .. ((int[])[400, 413, 415, 422, 429, 503]).Select(status => (status, (Type?)typeof(string), ApiText.Text)),
        ],
    });

    private async Task ClassifyAsync(HttpContext context)
    {
        try
        {
            await (Interlocked.Increment(ref requests) <= MostRequests ? AnswerAsync(context) : throw new RefusedException(StatusCodes.Status429TooManyRequests, "too many requests at a time; try again in a second")).ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            if (e.Status == StatusCodes.Status429TooManyRequests)
            {
                context.Response.Headers.RetryAfter = "1";
            }

            await ApiRequest.RefuseAsync(context, e.Status, e.Message).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, e.Message).ConfigureAwait(false);
        }
        catch (DeviceException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref requests);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        CancellationToken cancel = context.RequestAborted;
        int top = TopOf(context.Request);
        List<object> results = [];
        InputException? unusable = null;
        int usable = 0;
        bool isForm = PictureUpload.IsForm(context.Request);
        await foreach (UploadedPicture picture in PictureUpload.ReadAsync(context.Request, cancel).ConfigureAwait(false))
        {
            try
            {
                PictureAnswer answer = await answers.AskAsync(picture.Name, picture.Content, top, cancel).ConfigureAwait(false);
                context.Response.Headers[ModelHeader] = answer.Sha256;
                results.Add(answer.Result);
                usable++;
            }
            catch (InputException e) when (isForm)
            {
                unusable ??= e;
                results.Add(new UnusablePicture(picture.Name, e.Message)); // the other pictures are still classified
            }
        }

        if (usable == 0)
        {
            throw unusable ?? (Exception)new RefusedException(StatusCodes.Status400BadRequest, "the form has no picture; add files to it");
        }

        await context.Response.WriteAsJsonAsync(isForm ? results : results[0], StrictJson.Line, cancel).ConfigureAwait(false);
    }

    private static int TopOf(HttpRequest request) => request.Query["top"].ToString() is not { Length: > 0 } text ? DefaultTop
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top > 0 ? top
        : throw new RefusedException(StatusCodes.Status400BadRequest, "top is not a number from 1 on");
}
