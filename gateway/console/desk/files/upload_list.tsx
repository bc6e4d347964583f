// How far each upload is; one that broke off goes on from there.
import { Button, Flex, Progress, Typography } from "antd";
import { bytesSent, type Uploads } from "@api/uploads";
import { wordsOf } from "../parts/refusal_alert";
import { useLanguage } from "../words/language";

const STATUS = { waiting: "normal", running: "active", done: "success", failed: "exception" } as const;

export function UploadList({ uploads, retry }: Uploads) {
  const language = useLanguage();
  return (
    <div aria-live="polite">
      {uploads.map((upload, index) => (
        <Flex key={index} gap={12} align="center" wrap>
          <Typography.Text ellipsis style={{ flex: "1 1 160px" }}>
            {upload.file.name}
          </Typography.Text>
          <Progress
            style={{ flex: "1 1 160px" }}
            aria-label={upload.file.name}
            status={STATUS[upload.state]}
            percent={Math.floor((100 * bytesSent(upload)) / Math.max(upload.file.size, 1))}
          />
          {upload.state === "failed" && (
            <>
              <Typography.Text type="danger">{wordsOf(upload.error, language)}</Typography.Text>
              <Button size="small" onClick={() => void retry(upload)}>
                {language.words.resume}
              </Button>
            </>
          )}
        </Flex>
      ))}
    </div>
  );
}
