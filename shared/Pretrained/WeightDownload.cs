using System.Net;
using System.Net.Http.Headers;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Fetches a published file. Continues an earlier transfer. The file gets its final name only if its hash is right.</summary>
/// <param name="address">Folder on the web.</param>
/// <param name="transfer">Receives the progress.</param>
/// <param name="patience">Time limit for a silent server.</param>
internal sealed class WeightDownload(Uri address, Transfer transfer, TimeSpan patience)
{
    /// <summary>The default time limit for a silent server.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    private const int Attempts = 5;
    private const int Redirections = 5;
    private const int BufferSize = 1 << 17;

    /// <summary>Fetches <paramref name="weights"/> to <paramref name="target"/>, unless another process does so first.</summary>
    /// <exception cref="InputException">The transfer failed; the message says why and what to do. The received bytes stay in <c>target.part</c>.</exception>
    public async Task FetchAsync(PublishedWeights weights, string target, CancellationToken stop)
    {
        using PartFile? part = await PartFile.OpenAsync(target, transfer, stop).ConfigureAwait(false);
        if (part is null)
        {
            return;
        }

        Uri uri = new(address, weights.FileName);
        using SocketsHttpHandler handler = new() { MaxAutomaticRedirections = Redirections, ConnectTimeout = patience };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("EdgeResNet", null));
        try
        {
            await TransferAsync(client, uri, part, stop).ConfigureAwait(false);
        }
        catch when (part.Length == 0)
        {
            part.Delete();
            throw;
        }
        finally
        {
            transfer.Clear();
        }

        string hash = part.Hash();
        if (!hash.StartsWith(weights.Digits, StringComparison.Ordinal))
        {
            part.Delete();
            throw new InputException($"{uri}: does not match the hash in its name (SHA-256 {hash[..8]}…, expected {weights.Digits}…) and was deleted; run the command again, or check whether a proxy or mirror changes files");
        }

        part.Finish();
        transfer.Say($"fetched {target}, SHA-256 {hash[..8]}… matches its name");
    }

    /// <summary>Retries if a broken connection delivered bytes, or if the part does not belong to the server's file.</summary>
    private async Task TransferAsync(HttpClient client, Uri uri, PartFile part, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            long before = part.Length;
            try
            {
                await AttemptAsync(client, uri, part, stop).ConfigureAwait(false);
                return;
            }
            catch (BrokenTransferException e) when (attempt == Attempts || part.Length == before)
            {
                throw new InputException($"{uri}: {e.Message} after {Transfer.Megabytes(part.Length)} MB; run the command again{(part.Length > 0 ? $"; it continues there ({part.Path})" : "")}", e);
            }
            catch (BrokenTransferException e)
            {
                transfer.Say($"{e.Message}; continuing");
            }
        }
    }

    private async Task AttemptAsync(HttpClient client, Uri uri, PartFile part, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        using HttpResponseMessage response = await AskAsync(client, uri, part, limit.Token, stop).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length != part.Length)
            {
                part.Clear(); // longer than the server's file, so not a part of it
                throw new BrokenTransferException("the server's file has changed since the transfer began", null);
            }

            return; // it is complete
        }

        DownloadAnswer.Check(uri, response);
        long from = response.StatusCode == HttpStatusCode.PartialContent ? part.Length : 0;
        if (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != from)
        {
            part.Clear();
            throw new BrokenTransferException("the server sent another part than requested", null);
        }

        if (from == 0)
        {
            part.Clear();
            part.Tag = DownloadAnswer.TagOf(response);
        }

        long? total = response.Content.Headers.ContentLength is long rest ? from + rest : null;
        RequireSpace(part.Path, (total ?? 0) - from);
        transfer.Begin(Path.GetFileName(uri.LocalPath), uri.ToString(), from, total);
        await CopyAsync(response, part, limit, stop).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient client, Uri uri, PartFile part, CancellationToken limit, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            if (part.Tag is string tag)
            {
                request.Headers.TryAddWithoutValidation("If-Range", tag); // a changed file is then sent as a whole
            }
        }

        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw DownloadAnswer.Unreachable(uri, e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw DownloadAnswer.Silent(uri, patience, e);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, PartFile part, CancellationTokenSource limit, CancellationToken stop)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            while (true)
            {
                limit.CancelAfter(patience);
                int read = await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                part.Append(buffer.AsSpan(0, read));
                transfer.Show(part.Length);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new BrokenTransferException("the connection broke", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new BrokenTransferException(FormattableString.Invariant($"the server was silent for {patience.TotalSeconds:0.#} s"), e);
        }
    }

    private static void RequireSpace(string path, long bytes)
    {
        long free = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
        if (bytes > free)
        {
            throw new InputException($"{Path.GetDirectoryName(path)}: {Transfer.Megabytes(bytes)} MB are needed and {Transfer.Megabytes(free)} MB are free; make room, or name another cache folder with {WeightPlaces.CacheVariable}");
        }
    }
}

/// <summary>A transfer broke; a retry may help.</summary>
internal sealed class BrokenTransferException(string message, Exception? inner) : Exception(message, inner);
