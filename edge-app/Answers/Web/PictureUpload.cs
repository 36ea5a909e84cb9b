using System.Runtime.CompilerServices;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace EdgeResNet.EdgeApp.Answers.Web;

/// <summary>Reads pictures from a request, one after the other: at most one is in memory. Limits their size and number.</summary>
internal static class PictureUpload
{
    /// <summary>Largest picture file in bytes.</summary>
    public const int LargestPicture = 20 << 20;

    /// <summary>Most pictures in a form.</summary>
    public const int MostPictures = 32;

    /// <summary>Media types of picture files.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } = ["image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif"];

    /// <summary>Media type of a form with several pictures.</summary>
    public const string Form = "multipart/form-data";

    private const string Unknown = "application/octet-stream"; // programs send it for what they do not know; the decoder looks at the content
    private const int FormOverhead = 64 << 10; // boundaries and heads of all parts
    private const int LongestName = 255;

    /// <summary>Whether the request is a form with any number of pictures.</summary>
    public static bool IsForm(HttpRequest request) => MediaTypeOf(request.ContentType) == Form;

    /// <summary>The pictures of a request.</summary>
    /// <exception cref="RefusedException">The request is not as expected, or too large.</exception>
    public static IAsyncEnumerable<UploadedPicture> ReadAsync(HttpRequest request, CancellationToken cancel) =>
        IsForm(request) ? FormAsync(request, cancel) : BodyAsync(request, cancel);

    private static async IAsyncEnumerable<UploadedPicture> BodyAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        CheckType(request.ContentType);
        Allow(request, LargestPicture, "the picture");
        yield return new UploadedPicture(NameOf(request.Query["name"], "picture"), await ReadAsync(request.Body, "the picture", cancel).ConfigureAwait(false));
    }

    private static async IAsyncEnumerable<UploadedPicture> FormAsync(HttpRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        string boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value is { Length: > 0 } found
            ? found : throw new RefusedException(StatusCodes.Status400BadRequest, "the form names no boundary; let a library write it");
        Allow(request, (MostPictures * (long)LargestPicture) + FormOverhead, "the form");
        MultipartReader reader = new(boundary, request.Body);
        for (int count = 0; await NextAsync(reader, cancel).ConfigureAwait(false) is MultipartSection section;)
        {
            if (section.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue; // a field without a file
            }

            string name = NameOf(HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value, $"picture {count + 1}");
            if (++count > MostPictures)
            {
                throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the form has more than {MostPictures} pictures; send several forms");
            }

            CheckType(section.ContentType ?? Unknown);
            yield return new UploadedPicture(name, await ReadAsync(section.Body, name, cancel).ConfigureAwait(false));
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Broken(e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream body, string name, CancellationToken cancel)
    {
        using MemoryStream content = new();
        byte[] part = new byte[64 << 10];
        try
        {
            for (int read; (read = await body.ReadAsync(part, cancel).ConfigureAwait(false)) > 0;)
            {
                if (content.Length + read > LargestPicture)
                {
                    throw TooLarge(name);
                }

                content.Write(part, 0, read);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw Broken(e);
        }

        return content.Length > 0 ? content.ToArray() : throw new RefusedException(StatusCodes.Status400BadRequest, $"{name} is empty; send the picture file as the body");
    }

    private static RefusedException Broken(Exception e) => e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
        ? new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the request is larger than {LargestPicture >> 20} MiB a picture; send smaller ones")
        : new RefusedException(StatusCodes.Status400BadRequest, "the request ends too early or is no form; send it again");

    private static RefusedException TooLarge(string name) =>
        new(StatusCodes.Status413PayloadTooLarge, $"{name} is larger than {LargestPicture >> 20} MiB; send a smaller file");

    private static void CheckType(string? type)
    {
        string plain = MediaTypeOf(type);
        if (plain != Unknown && !MediaTypes.Contains(plain))
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, $"a picture has one of the media types {string.Join(", ", MediaTypes)}; several come as {Form}");
        }
    }

    private static string MediaTypeOf(string? type) => MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parsed) ? parsed.MediaType.Value?.ToLowerInvariant() ?? "" : "";

    // Only here, after access was checked: others cannot send more than the server's own limit.
    private static void Allow(HttpRequest request, long bytes, string what)
    {
        bool tooLarge = request.ContentLength > bytes;
        BodyLimit.Set(request.HttpContext, tooLarge ? null : bytes); // null: the server passes over the rest for a moment, so that the client reads the answer
        if (tooLarge)
        {
            throw TooLarge(what);
        }
    }

    private static string NameOf(string? given, string otherwise)
    {
        string name = Printable.Of((given ?? "").Trim());
        return name.Length == 0 ? otherwise : name.Length > LongestName ? name[..LongestName] : name;
    }
}
