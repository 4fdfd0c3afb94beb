// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/excerpt.h"
#include "model/task.h"

#include <QPlainTextEdit>

namespace widelens {

// A place in a file with the lines around it and their numbers, read in the background. The place itself is marked by a bar at
// its numbers and stronger text.
class ExcerptView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit ExcerptView(const QString &name, QWidget *parent = nullptr);

    // See readExcerpt().
    void show(const Source &source, uint64_t offset, uint64_t length, uint64_t line);
    using QWidget::show;
    void clearPlace(const QString &notice = {}); // said instead
    const Excerpt *excerpt() const { return m_excerpt.get(); } // null: none, or not read yet
    QString placeText() const; // the place alone

    int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

signals:
    void placeShown();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showExcerpt(std::shared_ptr<const Excerpt> excerpt);
    void mark();

    QWidget *m_gutter;
    std::shared_ptr<const Excerpt> m_excerpt;
    Task<std::shared_ptr<const Excerpt>, promptPool> m_task;
};

} // namespace widelens
