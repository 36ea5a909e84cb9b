using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>
/// A page in the program, composed of embedded files, with its styles and scripts inline and a policy that allows no others. Its
/// HTML names a part as <c>&lt;!-- Web/part.html --&gt;</c>, and what a style or script element holds as <c>/* Web/file.css */</c>.
/// </summary>
internal sealed partial class EmbeddedPage
{
    private readonly byte[] html;
    private readonly string policy;

    /// <summary>Composes the page.</summary>
    /// <param name="name">Its HTML, such as <c>Web/index.html</c>.</param>
    /// <param name="change">Changes the HTML before it is composed; null for nothing.</param>
    public EmbeddedPage(string name, Func<string, string>? change = null)
    {
        HashSet<string> styles = [];
        HashSet<string> scripts = [];
        string whole = Whole(change?.Invoke(Resource(name)) ?? Resource(name));
        html = Encoding.UTF8.GetBytes(Content().Replace(whole, content =>
        {
            string text = Resource(content.Groups["name"].Value);
            (content.Groups["element"].Value == "style" ? styles : scripts).Add(Source(text));
            return $"<{content.Groups["element"].Value}>{text}";
        }));
        policy = $"default-src 'none'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; style-src {AllOf(styles)}; script-src {AllOf(scripts)}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }

    /// <summary>Answers with the page.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = html.Length;
        return context.Response.Body.WriteAsync(html, context.RequestAborted).AsTask();
    }

    [GeneratedRegex("<!-- (?<name>[A-Za-z]+/[a-z-]+\\.html) -->", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();

    [GeneratedRegex("<(?<element>style|script)>/\\* (?<name>[A-Za-z]+/[a-z-]+\\.(css|js)) \\*/", RegexOptions.ExplicitCapture)]
    private static partial Regex Content();

    // A part may name others.
    private static string Whole(string html) => Part().Replace(html, part => Whole(Resource(part.Groups["name"].Value)));

    private static string Source(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    private static string AllOf(HashSet<string> sources) => sources.Count == 0 ? "'none'" : string.Join(' ', sources);

    private static string Resource(string name)
    {
        using Stream stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing in the program");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
